package planted.generatedtypesstayattherim.contracts.orders.v1;

import org.jspecify.annotations.NullMarked;

@NullMarked
public record PlaceOrderRequest(String hold) {}
