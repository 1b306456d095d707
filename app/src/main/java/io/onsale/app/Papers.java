package io.onsale.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * What the seat log does not know, read from the database of a data folder: what its seats are
 * called, and whose order a hold became. Nothing is written; a process that runs has the database
 * for itself, so it must have stopped.
 */
final class Papers implements AutoCloseable {
  private final Connection sql;

  private Papers(Connection sql) {
    this.sql = sql;
  }

  /** The database can't be read; the message says why and what to do. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static Papers open(Path dataFolder) throws Unreadable {
    Path file = dataFolder.resolve("sql").resolve("onsale").toAbsolutePath();
    if (!Files.exists(file.resolveSibling("onsale.mv.db"))) {
      throw new Unreadable("there is no database in " + dataFolder, new SQLException());
    }
    String url =
        "jdbc:h2:file:"
            + file
            + ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE;FILE_LOCK=FS"
            + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE";
    try {
      return new Papers(DriverManager.getConnection(url, "sa", ""));
    } catch (SQLException e) {
      throw new Unreadable(
          "a process has the database to itself; stop that process to see them", e);
    }
  }

  /** The ids of a map's seats in index order; empty when the map is not known. */
  List<String> seats(String mapDigest) throws Unreadable {
    ByteArrayOutputStream document = new ByteArrayOutputStream();
    try (PreparedStatement query =
        sql.prepareStatement(
            "SELECT piece FROM catalog.seat_map_pieces WHERE digest = ? ORDER BY place")) {
      query.setString(1, mapDigest);
      try (ResultSet pieces = query.executeQuery()) {
        while (pieces.next()) {
          document.writeBytes(pieces.getBytes(1));
        }
      }
      return document.size() == 0 ? List.of() : seats(document.toByteArray());
    } catch (SQLException | IOException e) {
      throw new Unreadable("the seat map " + mapDigest + " can't be read: " + e.getMessage(), e);
    }
  }

  private static List<String> seats(byte[] compressed) throws IOException {
    try (GZIPInputStream json = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return ids(json);
    }
  }

  /** The ids of the seats in a map's document, in index order. */
  static List<String> ids(InputStream map) throws IOException {
    List<String> ids = new ArrayList<>();
    for (JsonNode section : new ObjectMapper().readTree(map).path("sections")) {
      for (JsonNode row : section.path("rows")) {
        for (JsonNode seat : row.path("seats")) {
          ids.add(seat.path("id").asText());
        }
      }
    }
    return ids;
  }

  /** The order that a hold became, if it became one. */
  Optional<String> order(String holdId) throws Unreadable {
    try (PreparedStatement query =
        sql.prepareStatement(
            "SELECT id FROM orders.orders WHERE hold_id = ? OR seated_by = ? ORDER BY id")) {
      query.setString(1, holdId);
      query.setString(2, holdId);
      try (ResultSet found = query.executeQuery()) {
        return found.next() ? Optional.of(found.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new Unreadable("the orders can't be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws Unreadable {
    try {
      sql.close();
    } catch (SQLException e) {
      throw new Unreadable("the database was not left well: " + e.getMessage(), e);
    }
  }
}
