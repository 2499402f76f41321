"""The parts that the page is put together from: templates, one style, one script."""
