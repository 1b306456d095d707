package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.BackupQueryEncoder;
import io.aeron.cluster.codecs.BackupResponseDecoder;
import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.MessageHeaderEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A node whose log can be read, from the same process or over the network.
 *
 * @param name what messages call it
 * @param archiveChannel where its archive is spoken to
 * @param answerChannel where the archive's answers go
 * @param replayChannel where it replays to; a port of 0 stands for a free one, which the
 *     subscription knows
 * @param questionChannel where the node is asked how its log stands, on a stream that only nodes of
 *     the same log hear
 * @param heardChannel where that is answered, with a port of 0
 */
record LogSource(
    String name,
    String archiveChannel,
    String answerChannel,
    String replayChannel,
    String questionChannel,
    int questionStream,
    String heardChannel) {
  private static final int ANSWER_STREAM = 7_110;
  private static final long ASK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(50);

  /**
   * How a node's log stands, told by a node that follows a leader or is it.
   *
   * @param member the node's place in the list of members
   * @param leader the leader's
   * @param recording the log in the node's archive
   * @param commitCounter of the node's driver: bounds a replay to what is committed
   * @param term the leader's, and where in the log it began
   * @param snapshots the newest there are: the consensus module's and the service's
   */
  record Standing(
      int member,
      int leader,
      long recording,
      int commitCounter,
      long term,
      long termBase,
      List<Snapshot> snapshots) {
    /** The service's newest snapshot. */
    Optional<Snapshot> snapshotOf(int service) {
      return snapshots.stream().filter(one -> one.service() == service).findFirst();
    }
  }

  /** A snapshot in a node's archive: the state of a service at a position of the log. */
  record Snapshot(int service, long recording, long position) {}

  /** A member, as a process on a host reaches it. */
  static LogSource of(Member member, int shard, String host) {
    String anyPort = Member.anyPort(host);
    return new LogSource(
        member.toString(),
        member.archiveChannel(),
        anyPort,
        anyPort,
        member.consensusChannel(),
        SeatNode.consensusStream(shard),
        anyPort);
  }

  /** Settings of a client of the node's archive. */
  AeronArchive.Context archive() {
    return new AeronArchive.Context()
        .controlRequestChannel(archiveChannel)
        .controlResponseChannel(answerChannel);
  }

  /** A client of the node's archive, which asks each question no longer than that. */
  AeronArchive connect(Aeron aeron, Duration patience) {
    return AeronArchive.connect(
        archive().aeron(aeron).ownsAeronClient(false).messageTimeoutNs(patience.toNanos()));
  }

  /** The files that the node gives away, for a thread that does nothing else meanwhile. */
  FilesOfMember files(Aeron aeron, BooleanSupplier running) {
    return new FilesOfMember(aeron, name, archiveChannel, answerChannel, () -> 0, running);
  }

  /**
   * Asks the node how its log stands; waits for the answer.
   *
   * @return empty when there is no answer in time: the node is not there, or has no leader
   */
  Optional<Standing> ask(Aeron aeron, IdleStrategy idle, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    Heard heard = new Heard(aeron.nextCorrelationId());
    FragmentAssembler assembler = new FragmentAssembler(heard::onFragment);
    try (Subscription answers = aeron.addSubscription(heardChannel, ANSWER_STREAM);
        ExclusivePublication questions =
            aeron.addExclusivePublication(questionChannel, questionStream)) {
      @Nullable UnsafeBuffer question = null;
      int length = 0;
      long askAgain = System.nanoTime();
      idle.reset();
      while (heard.standing == null && System.nanoTime() - deadline < 0) {
        if (Thread.currentThread().isInterrupted()) {
          break;
        }
        if (question == null) {
          String back = answers.tryResolveChannelEndpointPort();
          if (back != null) {
            question = new UnsafeBuffer(new byte[512]);
            length = question(question, heard.correlation, back);
          }
        } else if (System.nanoTime() - askAgain >= 0 && questions.offer(question, 0, length) > 0) {
          // A node that is choosing a leader does not answer, and forgets that it was asked.
          askAgain = System.nanoTime() + ASK_AGAIN_NS;
        }
        idle.idle(answers.poll(assembler, 10));
      }
    }
    return Optional.ofNullable(heard.standing);
  }

  private static int question(UnsafeBuffer buffer, long correlation, String back) {
    return MessageHeaderEncoder.ENCODED_LENGTH
        + new BackupQueryEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .correlationId(correlation)
            .responseStreamId(ANSWER_STREAM)
            .version(AeronCluster.Configuration.PROTOCOL_SEMANTIC_VERSION)
            .logPosition(Long.MAX_VALUE)
            .responseChannel(back)
            .putEncodedCredentials(new byte[0], 0, 0)
            .encodedLength();
  }

  private static final class Heard {
    final long correlation;
    @Nullable Standing standing;

    Heard(long correlation) {
      this.correlation = correlation;
    }

    void onFragment(DirectBuffer buffer, int offset, int length, io.aeron.logbuffer.Header header) {
      MessageHeaderDecoder head = new MessageHeaderDecoder().wrap(buffer, offset);
      if (head.schemaId() != MessageHeaderDecoder.SCHEMA_ID
          || head.templateId() != BackupResponseDecoder.TEMPLATE_ID) {
        return;
      }
      var answer = new BackupResponseDecoder().wrapAndApplyHeader(buffer, offset, head);
      if (answer.correlationId() != correlation) {
        return;
      }
      List<Snapshot> snapshots = new ArrayList<>();
      for (var snapshot : answer.snapshots()) {
        snapshots.add(
            new Snapshot(snapshot.serviceId(), snapshot.recordingId(), snapshot.logPosition()));
      }
      standing =
          new Standing(
              answer.memberId(),
              answer.leaderMemberId(),
              answer.logRecordingId(),
              answer.commitPositionCounterId(),
              answer.lastLeadershipTermId(),
              answer.lastTermBaseLogPosition(),
              List.copyOf(snapshots));
    }
  }
}
