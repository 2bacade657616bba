package org.belfry.it.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.belfry.harness.Database;

/** Copies of a database's files: the beginnings of standbys and backups. */
final class Copies {

  private Copies() {}

  /** A standby that streams from this port; not started. */
  static void standby(Database primary, Path from, Path to, int port)
      throws IOException, SQLException {
    backup(primary, from, to);
    Files.createFile(to.resolve("standby.signal"));
    Files.writeString(
        to.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=" + primary.user() + "'\n",
        StandardOpenOption.APPEND);
  }

  /** A backup of a database that goes on meanwhile. */
  static void backup(Database database, Path from, Path to) throws IOException, SQLException {
    try (var connection = DriverManager.getConnection(database.url(), database.user(), "")) {
      text(connection, "select pg_backup_start('copy', true)::text");
      files(from, to);
      var label = text(connection, "select labelfile from pg_backup_stop(false)");
      Files.writeString(to.resolve("backup_label"), label);
      // what was written until the copy was whole
      files(from.resolve("pg_wal"), to.resolve("pg_wal"));
    }
  }

  /** All files as they are; of a running server some may go meanwhile. */
  private static void files(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      all.filter(path -> !path.getFileName().toString().equals("postmaster.pid"))
          .forEach(path -> copy(path, to.resolve(from.relativize(path).toString())));
    }
    // or PostgreSQL does not start
    Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
  }

  private static void copy(Path from, Path to) {
    try {
      if (!Files.isDirectory(to)) {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (NoSuchFileException e) {
      // it was a temporary one
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
