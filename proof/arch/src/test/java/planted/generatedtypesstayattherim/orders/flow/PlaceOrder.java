package planted.generatedtypesstayattherim.orders.flow;

import org.jspecify.annotations.NullMarked;
import planted.generatedtypesstayattherim.contracts.orders.v1.PlaceOrderRequest;

@NullMarked
record PlaceOrder(PlaceOrderRequest request) {}
