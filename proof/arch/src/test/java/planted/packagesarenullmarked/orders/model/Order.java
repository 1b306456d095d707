package planted.packagesarenullmarked.orders.model;

import org.jspecify.annotations.NullMarked;

@NullMarked
record Order(String id) {}
