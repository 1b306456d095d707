package io.onsale.gateway;

import io.onsale.gateway.contract.Contract;
import io.onsale.gateway.edge.PublicApi;
import io.onsale.gateway.edge.StaticWeb;
import io.onsale.gateway.peers.Stubs;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;

/** The public edge of Onsale, wired by hand. */
public final class GatewayMain {
  private GatewayMain() {}

  /**
   * The gateway as a context: it has public routes and no gRPC service of its own.
   *
   * @param contract what it serves, {@link Contract#load()}
   */
  public static Context create(GatewayConfig config, Foundation foundation, Contract contract) {
    Stubs stubs = Stubs.over(foundation.peers()::channel);
    PublicApi api = PublicApi.of(contract, stubs, config);
    StaticWeb web = new StaticWeb();
    return Context.named("gateway").routes(api).routes(web).build();
  }
}
