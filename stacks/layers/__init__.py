"""Layers: settings and the layers below become one more layer, each a typed bundle of components."""
