package org.belfry.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An application server as it was unpacked; many processes may run from one, none writes to it. All
 * that differs between the servers is here.
 */
public interface Home {

  /** Of a reason: a server may have one for each class. */
  int MOST_LINES = 20;

  /** Whatever is in this directory, told by its files. */
  static Home at(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    return Files.isDirectory(absolute.resolve("glassfish"))
        ? new PayaraHome(absolute)
        : new WildFlyHome(absolute);
  }

  /**
   * One server process.
   *
   * @param base the directory it writes to
   * @param war what it deploys; nothing where empty
   * @param context the context path of the WAR
   * @param page what it deploys at {@code /} beside it
   * @param javaOptions for its JVM, beside those of the server
   */
  record Plan(
      Path base,
      Optional<Path> war,
      String context,
      Optional<DemoPage> page,
      int httpPort,
      int managementPort,
      List<String> javaOptions) {}

  /** The name of the server. */
  String name();

  /**
   * Fills the base directory, which is empty, with what the server needs and nothing that another
   * process has left; answers the command of the JVM itself and no script, so that its process id
   * is the server's.
   */
  List<String> prepare(Plan plan) throws IOException;

  /** What the process is told on its standard input. */
  default String input() {
    return "";
  }

  /**
   * The last cause in what a server says of a failed deployment, without the names of classes: for
   * wrong settings that is Belfry's own list of them.
   */
  static String reason(String said) {
    String cause = "Caused by: ";
    int last = said.lastIndexOf(cause);
    String lines =
        (last < 0 ? said : said.substring(last + cause.length()))
            .lines()
            .filter(line -> !line.startsWith("\tat "))
            .limit(MOST_LINES)
            .collect(Collectors.joining(System.lineSeparator()));
    return lines.replaceFirst("^([a-z_]\\w*\\.)+\\w+: ", "").replaceFirst("[\\\\\"}\\s]+$", "");
  }

  /** Why the server could not deploy the WAR, if it could not. */
  Optional<String> failure(Path base, Path log) throws IOException;

  /** Warnings that it gives at each start and that are meant to be so. */
  Pattern knownWarnings();
}
