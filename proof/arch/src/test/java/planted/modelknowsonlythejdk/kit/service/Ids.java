package planted.modelknowsonlythejdk.kit.service;

import org.jspecify.annotations.NullMarked;

@NullMarked
public record Ids(int node) {}
