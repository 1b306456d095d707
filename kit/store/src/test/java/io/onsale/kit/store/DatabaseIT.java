package io.onsale.kit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseIT {
  @TempDir Path folder;

  private Database database = Database.at("shop", Database.h2InMemory("shop" + UUID.randomUUID()));

  @BeforeEach
  void start() throws SQLException {
    database.start();
  }

  @AfterEach
  void stop() {
    database.stop();
  }

  private int count() {
    return database.sql().fetchCount(org.jooq.impl.DSL.table("things"));
  }

  private void insert(int id) {
    database.sql().execute("insert into things (id, amount) values (?, ?)", id, 0);
  }

  @Test
  void migratesItsOwnSchemaAndTheKitsTables() throws SQLException {
    insert(1);

    assertThat(count()).isEqualTo(1);
    assertThat(database.isReady()).isTrue();
    assertThat(database.sql().fetchCount(org.jooq.impl.DSL.table("kit_outbox_head"))).isEqualTo(8);
  }

  @Test
  void twoSchemasOfOneFileDoNotSeeEachOther() throws SQLException {
    String url = Database.h2(folder.resolve("onsale"));
    Database shop = Database.at("shop", url);
    Database other = Database.at("other", url);
    shop.start();
    other.start();
    shop.sql().execute("insert into things (id, amount) values (1, 0)");

    assertThatThrownBy(() -> other.sql().execute("select * from things"))
        .isInstanceOf(DataAccessException.class);
    assertThat(other.sql().fetchCount(org.jooq.impl.DSL.table("kit_inbox"))).isZero();
    other.stop();
    shop.stop();
  }

  @Test
  void findsItsRowsAgainAfterAStop() throws SQLException {
    String url = Database.h2(folder.resolve("onsale"));
    Database first = Database.at("shop", url);
    first.start();
    first.sql().execute("insert into things (id, amount) values (1, 0)");
    first.stop();

    Database second = Database.at("shop", url);
    second.start();

    assertThat(second.sql().fetchCount(org.jooq.impl.DSL.table("things"))).isEqualTo(1);
    second.stop();
  }

  @Test
  void undoesEverythingWhenTheWorkThrows() {
    assertThatThrownBy(() ->
            database.transaction(sql -> {
              insert(1);
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");

    assertThat(count()).isZero();
    assertThat(database.isInTransaction()).isFalse();
  }

  @Test
  void transactionWithinATransactionJoinsIt() {
    assertThatThrownBy(() ->
            database.transaction(sql -> {
              database.transaction(inner -> {
                insert(1);
                return 1;
              });
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");

    assertThat(count()).isZero();
  }

  @Test
  void triesAgainWhenTheDatabaseGaveWayToAnother() throws Exception {
    insert(1);
    insert(2);
    CountDownLatch both = new CountDownLatch(2);
    List<Future<?>> work = new ArrayList<>();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int[] order : new int[][] {{1, 2}, {2, 1}}) {
        work.add(
            threads.submit(() ->
                database.transaction(sql -> {
                  add(order[0]);
                  both.countDown();
                  await(both);
                  add(order[1]);
                  return 1;
                })));
      }
      for (Future<?> one : work) {
        one.get(30, TimeUnit.SECONDS);
      }
    }

    assertThat(database.sql().fetchValue("select sum(amount) from things").toString())
        .isEqualTo("4");
  }

  private void add(int id) {
    database.sql().execute("update things set amount = amount + 1 where id = ?", id);
  }

  private static void await(CountDownLatch latch) {
    try {
      // The one that is tried again finds the latch open.
      latch.await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void givesUpWhenTheFaultIsNoConflict() {
    insert(1);
    int[] attempts = {0};

    assertThatThrownBy(() ->
            database.transaction(sql -> {
              attempts[0]++;
              insert(1);
              return 1;
            }))
        .isInstanceOf(DataAccessException.class);

    assertThat(attempts[0]).isEqualTo(1);
  }

  @Test
  void saysThatItIsNotRunning() {
    Database stopped = Database.at("shop", Database.h2InMemory("never"));

    assertThatThrownBy(() -> stopped.sql().execute("select 1"))
        .hasStackTraceContaining("shop-database is not running");
  }

  @Test
  void refusesUrlsAndNamesThatItCannotServe() {
    assertThatThrownBy(() -> Database.at("shop", "jdbc:oracle:thin:@x"))
        .hasMessageContaining("jdbc:postgresql:");
    assertThatThrownBy(() -> Database.at("shop; drop", Database.h2InMemory("x")))
        .hasMessageContaining("cannot be named");
  }

  @Test
  void losesNoCommitWhenItsProcessIsKilled() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Committer.class.getName(),
                folder.resolve("onsale").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int acknowledged = 0;
    try (var lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("committed ")) {
          acknowledged = Integer.parseInt(line.substring("committed ".length()));
          if (acknowledged == 200) {
            // By its handle: the other way would close the stream that is being read.
            process.toHandle().destroyForcibly();
          }
        }
      }
    }
    process.waitFor();
    assertThat(acknowledged).isGreaterThanOrEqualTo(200);

    long start = System.nanoTime();
    Database again = Database.at("shop", Database.h2(folder.resolve("onsale")));
    again.start();
    long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    int kept = again.sql().fetchCount(org.jooq.impl.DSL.table("things"));
    again.stop();

    assertThat(kept).isGreaterThanOrEqualTo(acknowledged);
    assertThat(ms).as("no stale lock is waited for").isLessThan(8_000);
  }

  /** Commits one row after another, and says so each time. */
  static final class Committer {
    public static void main(String[] args) throws Exception {
      Database database = Database.at("shop", Database.h2(Path.of(args[0])));
      database.start();
      for (int id = 1; id < 1_000_000; id++) {
        int row = id;
        database.transaction(
            sql -> sql.execute("insert into things (id, amount) values (?, ?)", row, 0));
        System.out.println("committed " + id);
      }
    }
  }
}
