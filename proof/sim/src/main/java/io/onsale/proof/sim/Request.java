package io.onsale.proof.sim;

/**
 * A command with who asks for it. The number is its fingerprint and its correlation: what has
 * another number has another body.
 *
 * @param number of the request in its history, from 1
 * @param id idempotency id, 0 when the command is not to be remembered
 */
record Request(int number, int id, long organizer, long buyer, long identity, Command command) {
  /** One id in four falls on the same place of the engine's table as all such do. */
  long idHigh() {
    return id % 4 == 0 ? id * 0x9e3779b97f4a7c15L : id * 0xbf58476d1ce4e5b9L;
  }

  /** The kind of its command. */
  String kind() {
    return command.getClass().getSimpleName();
  }

  String told() {
    String who = buyer == 0 ? "organizer " + organizer : "buyer " + buyer;
    String identity = this.identity == 0 ? "" : " (identity " + this.identity + ")";
    String under =
        id == number ? "" : id == 0 ? ", under no id" : ", under the id of request " + id;
    return "request %d: %s%s %s%s".formatted(number, who, identity, command.told(), under);
  }
}
