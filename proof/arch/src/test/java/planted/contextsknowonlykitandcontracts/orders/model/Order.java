package planted.contextsknowonlykitandcontracts.orders.model;

import org.jspecify.annotations.NullMarked;

@NullMarked
public record Order(String id) {}
