package io.onsale.gateway.edge;

import com.linecorp.armeria.common.HttpResponse;
import java.util.concurrent.CompletionStage;

/** Answers one operation. It may complete on another thread and must not wait on this one. */
@FunctionalInterface
interface Handler {
  CompletionStage<HttpResponse> handle(Ask ask);

  /** A handler that may wait: it runs on a virtual thread. */
  @FunctionalInterface
  interface Waiting {
    HttpResponse handle(Ask ask) throws Exception;
  }
}
