package io.onsale.inventory.peers;

import io.aeron.ChannelUriStringBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One of the nodes that keep a seat log together: where the others and its clients find it.
 *
 * @param host its name or address
 * @param firstPort first of {@value #PORTS} UDP ports: commands, agreement, log, catching up,
 *     archive
 */
public record Member(String host, int firstPort) {
  /** So many ports of a host does one node use. */
  public static final int PORTS = 5;

  private static final int INGRESS = 0;
  private static final int CONSENSUS = 1;
  private static final int CATCH_UP = 3;
  private static final int ARCHIVE = 4;

  public Member {
    if (host.isBlank() || host.contains(",") || host.contains("|")) {
      throw new IllegalArgumentException("a member's host must be a name or an address");
    }
    if (firstPort < 1024 || firstPort > 65_535 - PORTS) {
      throw new IllegalArgumentException(
          "a member's first port must be from 1024 to " + (65_535 - PORTS));
    }
  }

  /**
   * Reads {@code host:port}.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static Member parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return new Member(
          text.substring(0, Math.max(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a member must be host:port, not " + text, e);
    }
  }

  /** Where it takes part in the agreement with the others. */
  String consensusEndpoint() {
    return endpoint(CONSENSUS);
  }

  /** Where it is spoken to about the agreement. */
  String consensusChannel() {
    return udp(consensusEndpoint()).termLength(64 << 10).build();
  }

  /** Where it takes the log when it is behind. */
  String catchUpEndpoint() {
    return endpoint(CATCH_UP);
  }

  /** Where its archive is spoken to. */
  String archiveChannel() {
    return udp(endpoint(ARCHIVE)).termLength(64 << 10).build();
  }

  /** Any port of the host: for answers that are sent to who asked. */
  static String anyPort(String host) {
    return udp(host + ":0").build();
  }

  static ChannelUriStringBuilder udp(String endpoint) {
    return new ChannelUriStringBuilder().media("udp").endpoint(endpoint);
  }

  /** The members as the consensus module wants to read them. */
  static String clusterMembers(List<Member> members) {
    List<String> lines = new ArrayList<>();
    for (int id = 0; id < members.size(); id++) {
      Member member = members.get(id);
      lines.add(
          id
              + ","
              + IntStream.range(0, PORTS)
                  .mapToObj(member::endpoint)
                  .collect(Collectors.joining(",")));
    }
    return String.join("|", lines);
  }

  /** Where the members take commands, as a client wants to read it. */
  static String ingressEndpoints(List<Member> members) {
    return IntStream.range(0, members.size())
        .mapToObj(id -> id + "=" + members.get(id).endpoint(INGRESS))
        .collect(Collectors.joining(","));
  }

  private String endpoint(int port) {
    return host + ":" + (firstPort + port);
  }

  @Override
  public String toString() {
    return host + ":" + firstPort;
  }
}
