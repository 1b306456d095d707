package io.onsale.kit.chain;

/**
 * How a call ended when it did not fail.
 *
 * @param status {@code OK} for gRPC, the status code such as {@code 200} for HTTP
 */
public record Outcome(String status) {
  public static final Outcome OK = new Outcome("OK");
}
