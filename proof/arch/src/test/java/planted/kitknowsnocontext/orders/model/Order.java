package planted.kitknowsnocontext.orders.model;

import org.jspecify.annotations.NullMarked;

@NullMarked
public record Order(String id) {}
