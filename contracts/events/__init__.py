"""One file per speaker, so that the tree answers who may say what."""
