package io.onsale.inventory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import io.onsale.inventory.flow.Origin;
import io.onsale.kit.access.Caller;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import org.junit.jupiter.api.Test;

class RequesterTest {
  private static final String TRACE = "00-0123456789abcdeffedcba9876543210-00f067aa0ba902b7-01";

  @Test
  void commandBelongsToTheTraceOfItsCall() throws Exception {
    CallContext call =
        CallContext.fresh().withTrace("request", TRACE).withCaller(Caller.service("orders"), null);

    Requester requester = Calls.run(call, () -> Requester.of("hold", Empty.getDefaultInstance()));
    Origin origin = requester.forBuyer(7, 0);

    assertThat(origin.traceHigh()).isEqualTo(0x0123456789abcdefL);
    assertThat(origin.traceLow()).isEqualTo(0xfedcba9876543210L);
    assertThat(origin.span()).isEqualTo(0x00f067aa0ba902b7L);
  }
}
