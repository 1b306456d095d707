package planted.callsfollowthegraph.contracts.inventory.v1;

import org.jspecify.annotations.NullMarked;

@NullMarked
public record InventoryServiceGrpc(String address) {}
