"""The reading network: MiniLM over question and passage, with four small heads.

One pass per passage. Every token gets three numbers: that a short answer starts here, that
it ends here, and how much the token speaks for its sentence. The first token gets one more:
that anything in the passage answers. A sentence's number is the log of the mean of the
exponentials of its tokens' evidence, a soft maximum that does not grow with length.
"""

import torch
from torch import nn
from transformers import AutoModel


class ReadingNetwork(nn.Module):
    """A transformer with heads for short answers, evidence tokens and the passage."""

    def __init__(self, folder: str, attention: str = "eager") -> None:
        """Start from the weights in ``folder``.

        ``attention``: "eager" to train, since sdpa's backward pass is slower on a CPU
        (5.8 : 7.1 thousand tokens a second); "sdpa" to compile, since eager's mask becomes
        not-a-number in bf16.
        """
        super().__init__()
        # Without dropout: every example is seen once or twice, and drawing the random numbers
        # takes 40 % of the time.
        self.transformer = AutoModel.from_pretrained(
            folder,
            attn_implementation=attention,
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        width = self.transformer.config.hidden_size
        self.tokens = nn.Linear(width, 3)
        self.dense = nn.Linear(width, width)
        self.passage = nn.Linear(width, 1)

    def forward(
        self, token_ids: torch.Tensor, attention: torch.Tensor, segments: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return (b, length, 3) token numbers (start, end, evidence) and (b,) passage logits."""
        hidden = self.transformer(
            input_ids=token_ids, attention_mask=attention, token_type_ids=segments
        ).last_hidden_state
        first = torch.nn.functional.gelu(self.dense(hidden[:, 0]))
        return self.tokens(hidden), self.passage(first)[:, 0]


def sentence_logits(evidence: torch.Tensor, members: torch.Tensor) -> torch.Tensor:
    """Return (b, s) sentence logits from (b, length) evidence and (b, length) sentence numbers.

    ``members`` holds 1 to s for tokens of a sentence and 0 for all others.
    """
    count = int(members.max())
    masks = members[:, None, :] == torch.arange(1, count + 1)[None, :, None]
    spread = evidence[:, None, :].masked_fill(~masks, -torch.inf)
    size = masks.sum(-1).clamp(min=1)
    summed = torch.logsumexp(spread.masked_fill(~masks.any(-1, keepdim=True), 0.0), -1)
    return summed - torch.log(size.float())
