"""A searchable, versioned index: documents and passages in, ranked passages out.

The folder knows ``ingest`` and itself and nothing of answers, HTTP or pages. Each foreign
library stands behind one module: ``compiling`` (sentence-transformers, torch), ``compiled``
(OpenVINO, tokenizers), ``lexical`` (tantivy), ``dense`` (faiss), ``records`` (SQLite).
"""
