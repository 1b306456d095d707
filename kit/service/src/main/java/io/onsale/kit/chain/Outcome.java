package io.onsale.kit.chain;

/**
 * How a call ended when it did not fail.
 *
 * @param status {@code OK} for gRPC, the status code such as {@code 200} for HTTP
 */
public record Outcome(String status) {
  public static final Outcome OK = new Outcome("OK");

  private static final Outcome[] OF_HTTP = new Outcome[600];

  static {
    for (int status = 0; status < OF_HTTP.length; status++) {
      OF_HTTP[status] = new Outcome(String.valueOf(status));
    }
  }

  /** An answer with a status of HTTP. */
  static Outcome ofHttp(int status) {
    return status >= 0 && status < OF_HTTP.length
        ? OF_HTTP[status]
        : new Outcome(String.valueOf(status));
  }
}
