"""One scoring method, one file, one public function: facts in, verdict out."""
