package planted.gatewayknowsnocontext.gateway;

import org.jspecify.annotations.NullMarked;
import planted.gatewayknowsnocontext.orders.flow.PlaceOrder;

@NullMarked
record Checkout(PlaceOrder place) {}
