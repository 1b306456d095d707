package io.onsale.inventory.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MembershipTest {
  private static final List<Member> THREE =
      List.of(
          Member.parse("seats-0:18090"),
          Member.parse("seats-1:18090"),
          Member.parse("[::1]:18090"));

  @TempDir private Path folder;

  @Test
  void takesAnEmptyFolderForEveryKindOfNode() {
    alone().check();

    assertThat(alone().isFounded()).isTrue();
  }

  @Test
  void letsAMemberTakePartOnlyOnceItsLogIsFounded() {
    Membership member = member(1);
    member.check();
    assertThat(member.isFounded()).isFalse();

    member.found();

    assertThat(member(1).isFounded()).isTrue();
    member(1).check();
  }

  @Test
  void refusesTheFolderOfAnother() {
    member(1).found();

    refused(() -> member(2).check(), "member 1 of 3", "member 2 of 3");
    refused(() -> alone().check(), "member 1 of 3", "one node in its own process");
    refused(() -> Membership.elsewhere(folder), "member 1 of 3", "nodes elsewhere");
  }

  @Test
  void refusesToServeSeatsFromElsewhereInAFolderWithALogAndTheOtherWayRound() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Membership.elsewhere(other);
    alone().check();

    refused(() -> Membership.elsewhere(folder), "one node in its own process", "nodes elsewhere");
    refused(() -> new Membership(alone(other)).check(), "nodes elsewhere", "one node");
  }

  @Test
  void takesALogWithoutANoteForThatOfANodeAlone() throws Exception {
    Files.createDirectory(folder.resolve("cluster"));
    Files.writeString(folder.resolve("cluster").resolve("recording.log"), "");

    refused(() -> member(0).check(), "one node in its own process", "member 0 of 3");
    alone().check();
  }

  @Test
  void goesOnGivingUpALogWhenItWasCutOff() throws Exception {
    member(1).found();
    Files.createDirectory(folder.resolve("cluster"));

    member(1).giveUp();
    Files.createDirectory(folder.resolve("cluster"));
    Files.writeString(folder.resolve("cluster").resolve("recording.log"), "half of it");

    member(1).check();
    assertThat(member(1).isFounded()).isFalse();
    member(1).giveUp();
    assertThat(folder.resolve("cluster")).doesNotExist();
  }

  @Test
  void readsMembersAndRefusesWhatIsNone() {
    assertThat(THREE.getLast().host()).isEqualTo("[::1]");
    assertThat(Member.ingressEndpoints(THREE.subList(0, 2)))
        .isEqualTo("0=seats-0:18090,1=seats-1:18090");
    for (String wrong : List.of("seats-0", "seats-0:", ":18090", "seats-0:80", "a,b:18090", "")) {
      assertThatThrownBy(() -> Member.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void refused(Runnable start, String made, String wanted) {
    assertThatThrownBy(start::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(made)
        .hasMessageContaining(wanted);
  }

  @Test
  void tellsHowManyKeepALogAndWhichItIs() {
    assertThat(SeatPlace.members(folder)).isEqualTo(1);
    new Membership(member(1, 5)).found();

    assertThat(SeatPlace.members(folder)).isEqualTo(3);
    new Membership(member(1, 5)).check();
    refused(
        () -> new Membership(member(1, 0)).check(), "member 1 of 3 of shard 5", "member 1 of 3.");
  }

  private Membership alone() {
    return new Membership(alone(folder));
  }

  private static NodeSettings alone(Path in) {
    return NodeSettings.embedded(in, 18_090, Duration.ofMillis(1), 1);
  }

  private Membership member(int place) {
    return new Membership(member(place, 0));
  }

  private NodeSettings member(int place, int shard) {
    return new NodeSettings(
        folder, THREE, place, shard, true, Duration.ofSeconds(1), Duration.ofMillis(1), 1);
  }
}
