package io.onsale.catalog.model;

/** Extent, in the plan's own units. */
public record Size(double width, double height) {}
