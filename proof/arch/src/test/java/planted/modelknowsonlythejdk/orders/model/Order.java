package planted.modelknowsonlythejdk.orders.model;

import org.jspecify.annotations.NullMarked;
import planted.modelknowsonlythejdk.kit.service.Ids;

@NullMarked
record Order(Ids ids) {}
