package io.onsale.inventory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class ShardedEdgeTest {
  @Test
  void handsOnEveryCallThatTheContractHas() {
    List<String> handedOn =
        Arrays.stream(ShardedEdge.class.getDeclaredMethods())
            .map(Method::getName)
            .map(name -> name.replace("_", "").toLowerCase(Locale.ROOT))
            .toList();

    assertThat(InventoryServiceGrpc.getServiceDescriptor().getMethods())
        .extracting(MethodDescriptor::getBareMethodName)
        .isNotEmpty()
        .allSatisfy(call -> assertThat(handedOn).contains(call.toLowerCase(Locale.ROOT)));
  }
}
