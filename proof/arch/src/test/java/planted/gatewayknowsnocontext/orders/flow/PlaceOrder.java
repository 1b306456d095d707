package planted.gatewayknowsnocontext.orders.flow;

import org.jspecify.annotations.NullMarked;

@NullMarked
public record PlaceOrder(String hold) {}
