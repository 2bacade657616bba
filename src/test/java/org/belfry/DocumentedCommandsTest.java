package org.belfry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No command stands in a document that nobody runs, and none has a variable that nobody sets. */
class DocumentedCommandsTest {

  private static final Set<String> OF_EVERY_SHELL = Set.of("PWD", "HOME");

  /** What a command in the midst of a text begins with, or one in a comment. */
  private static final String PROGRAM =
      "(?:[A-Z_]+=\\S+ )*(?:mvn|npm|npx|node|java|git|curl|docker|kubectl|helm|systemctl|journalctl"
          + "|apt-get|apt|asadmin|jboss-cli\\.sh|bin/[^\\s`]+|pg_\\w+|psql|printf|openssl) \\S";

  private static final Pattern IN_TEXT = Pattern.compile("`(" + PROGRAM + "[^`]*)`");
  private static final Pattern IN_COMMENT = Pattern.compile("(?m)^#.*?[ :] (" + PROGRAM + ".*)$");

  /** Who runs a command in another way than by its block: the file, and the text in it. */
  private static final Map<String, List<String>> RUN_BY =
      Map.ofEntries(
          Map.entry("mvn verify", List.of(".ci/run", "mvn -B -ntp verify")),
          Map.entry("mvn test", List.of(".ci/run", "mvn -B -ntp verify")),
          Map.entry("mvn package", List.of(".ci/run", "mvn -B -ntp verify")),
          Map.entry("mvn -Ppayara verify", List.of(".ci/run", "mvn -B -ntp -Ppayara verify")),
          Map.entry(
              "mvn -q verify -DskipTests\nmvn -q -f src/bench verify",
              List.of(".ci/run", "-f src/bench verify")),
          Map.entry("mvn -f src/bench verify", List.of(".ci/run", "-f src/bench verify")),
          Map.entry("mvn -q -Prun", List.of("src/test/sh/first-run.sh", "'mvn -q -Prun'")),
          Map.entry("npm ci", List.of(".ci/run", "npm ci --prefix")),
          Map.entry("apt-get install chromium", List.of(".ci/run", "-y install")),
          Map.entry(
              "npm pack src/main/client",
              List.of("src/test/java/org/belfry/ClientPackageTest.java", "\"pack\"")));

  /** By a text of it, why nobody runs a command here. */
  private static final Map<String, String> NOT_RUN =
      Map.ofEntries(
          Map.entry("docker ", "where this is built no containers can be started"),
          Map.entry("-Pdist", "packs for minutes; DistributionIT starts what it has packed"),
          Map.entry("mvn -q -Prun,payara", "the same command on the server of mvn -Ppayara verify"),
          Map.entry("mvn spotless:apply", "would change the sources; each build checks them"),
          Map.entry("StartFlightRecording", "the same benchmark, for half an hour"),
          Map.entry("git config", "changes the configuration of who runs it"),
          Map.entry("git blame", "is named, not given"),
          Map.entry("pooler:6432", "two settings; PoolerTest has them with a real PgBouncer"),
          Map.entry("BELFRY_JWT_JWKS=", "three settings, of a realm that is nowhere"),
          Map.entry("payara-micro.jar", "90 MB that nothing else needs; tried by hand"),
          Map.entry("$PWD/payara-config/server.asadmin", "all servers of the tests start like it"),
          Map.entry("pg_dump ", "the PostgreSQL of the tests comes without it"),
          Map.entry("pg_restore ", "the PostgreSQL of the tests comes without it"),
          Map.entry("printf %s \"$SENDER_KEY\"", "a part of blocks that are run"),
          Map.entry("asadmin create-domain", "an option of it, for a second domain"),
          Map.entry("asadmin set 'server-config.http-service", "is not wanted, unless asked for"),
          Map.entry("jboss-cli.sh --connect", "for a server that runs; the tests apply it before"));

  /** Words about a command that is given elsewhere. */
  private static final Set<String> NAMED =
      Set.of(
          "asadmin deploy",
          "asadmin deploy --contextroot / belfry.war",
          "asadmin disable",
          "asadmin start-domain --prebootcommandfile …",
          "asadmin stop-domain",
          "asadmin undeploy",
          "mvn -Prun");

  private static List<Path> documents() throws IOException {
    var documents = new ArrayList<Path>();
    for (var directory :
        List.of("", "docs", "wildfly-config", "payara-config", "src/main/client")) {
      try (Stream<Path> files = Files.list(Path.of(directory))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    return documents;
  }

  /** Files with comments on how they are used. */
  private static List<Path> scripts() throws IOException {
    var scripts = new ArrayList<Path>();
    for (var directory :
        List.of("docker", "docs/systemd", "docs/kubernetes", "wildfly-config", "payara-config")) {
      try (Stream<Path> files = Files.walk(Path.of(directory))) {
        files
            .filter(file -> Files.isRegularFile(file) && !file.toString().endsWith(".md"))
            .forEach(scripts::add);
      }
    }
    return scripts;
  }

  /** Pairs of a document and a text, as tests and scripts ask for blocks. */
  private static List<List<String>> runs() throws IOException {
    var sources = new StringBuilder(Files.readString(Path.of(".ci/run")));
    for (var directory : List.of("src/test/java", "src/test/sh")) {
      try (Stream<Path> files = Files.walk(Path.of(directory))) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          sources.append(Files.readString(file));
        }
      }
    }
    return Pattern.compile(
            "block\\(\\s*\"([^\"]+)\",\\s*\"([^\"]+)\"\\)|block ([\\w./-]+\\.md) '([^']+)'")
        .matcher(sources)
        .results()
        .map(
            call ->
                call.group(1) == null
                    ? List.of(call.group(3), call.group(4))
                    : List.of(call.group(1), call.group(2)))
        .toList();
  }

  /** Each command with the file it stands in. */
  private static List<List<String>> commands() throws IOException {
    var commands = new ArrayList<List<String>>();
    for (var document : documents()) {
      for (var block : DocumentedCommands.blocks(document)) {
        commands.add(List.of(document.toString(), block.strip()));
      }
      var text = Files.readString(document).replaceAll("(?ms)^```.*?^```", "");
      IN_TEXT
          .matcher(text)
          .results()
          .forEach(m -> commands.add(List.of(document.toString(), m.group(1))));
    }
    for (var script : scripts()) {
      IN_COMMENT
          .matcher(Files.readString(script))
          .results()
          .forEach(m -> commands.add(List.of(script.toString(), m.group(1))));
    }
    return commands;
  }

  @Test
  void every_command_is_run_or_there_is_a_reason_why_not() throws IOException {
    var runs = runs();
    var stale = new TreeSet<>(RUN_BY.keySet());
    stale.addAll(NOT_RUN.keySet());
    stale.addAll(NAMED);
    for (var command : commands()) {
      var text = command.get(1);
      stale.remove(text);
      stale.removeIf(key -> NOT_RUN.containsKey(key) && text.contains(key));
      var isRun =
          runs.stream()
              .anyMatch(run -> command.get(0).equals(run.get(0)) && text.contains(run.get(1)));
      assertThat(
              isRun
                  || RUN_BY.containsKey(text)
                  || NAMED.contains(text)
                  || NOT_RUN.keySet().stream().anyMatch(text::contains))
          .as("%s: nobody runs%n%s", command.get(0), text)
          .isTrue();
    }
    assertThat(stale).as("no command any more").isEmpty();
    assertThat(runs).hasSizeGreaterThan(8);
  }

  @Test
  void who_is_said_to_run_a_command_does() throws IOException {
    for (var run : RUN_BY.values()) {
      assertThat(Files.readString(Path.of(run.get(0)))).as(run.get(0)).contains(run.get(1));
    }
  }

  @Test
  void every_variable_of_a_command_is_set_before_in_the_same_document() throws IOException {
    for (var document : documents()) {
      var known = new HashSet<>(OF_EVERY_SHELL);
      for (var block : DocumentedCommands.blocks(document)) {
        for (var line : block.lines().toList()) {
          var used = Pattern.compile("\\$\\{?([A-Za-z_]\\w*)").matcher(line);
          var set = Pattern.compile("(?:^|\\s)(?:([A-Za-z_]\\w*)=|for (\\w+) in)").matcher(line);
          set.results().forEach(m -> known.add(m.group(1) == null ? m.group(2) : m.group(1)));
          used.results()
              .forEach(m -> assertThat(known).as("%s: %s", document, line).contains(m.group(1)));
        }
      }
    }
  }
}
