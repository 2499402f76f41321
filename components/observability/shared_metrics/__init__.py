"""What all clusters of an environment keep together of their metrics, so that one question is asked once."""
