package io.onsale.kit.testing;

import io.onsale.kit.store.Database;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A fresh H2 database in memory for each test, with the context's migrations and the kit's tables.
 *
 * <pre>{@code
 * @RegisterExtension
 * final TestDatabase db = TestDatabase.of("orders");
 *
 * @Test
 * void findsWhatItSaved() {
 *     JooqOrders orders = new JooqOrders(db.database(), new Outbox(db.database()));
 * }
 * }</pre>
 */
public final class TestDatabase implements BeforeEachCallback, AfterEachCallback {
  private final Database database;

  private TestDatabase(String context) {
    this.database = Database.at(context, Database.h2InMemory(context + UUID.randomUUID()));
  }

  /** The schema of a context. As an instance field each test has its own. */
  public static TestDatabase of(String context) {
    return new TestDatabase(context);
  }

  /** The database itself; it works within tests. */
  public Database database() {
    return database;
  }

  @Override
  public void beforeEach(ExtensionContext test) throws Exception {
    database.start();
  }

  @Override
  public void afterEach(ExtensionContext test) {
    database.sql().execute("SHUTDOWN");
    database.stop();
  }
}
