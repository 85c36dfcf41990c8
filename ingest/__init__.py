"""Files to documents: readers, outlines, sentences and passages. Imports nothing of ours."""
