package planted.callsfollowthegraph.payments.peers;

import org.jspecify.annotations.NullMarked;
import planted.callsfollowthegraph.contracts.inventory.v1.InventoryServiceGrpc;

@NullMarked
record RemoteSeats(InventoryServiceGrpc inventory) {}
