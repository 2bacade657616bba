package org.belfry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commands as they stand in a document: what is tested is what a reader pastes. */
public final class DocumentedCommands {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:sh|sql)\n(.*?)^```");

  private String commands;

  private DocumentedCommands(String commands) {
    this.commands = commands;
  }

  /** All blocks of a document, in order. */
  public static List<String> blocks(Path document) throws IOException {
    return BLOCK.matcher(Files.readString(document)).results().map(m -> m.group(1)).toList();
  }

  /** The block of the document that has this text in it; fails if there is none. */
  public static DocumentedCommands block(String document, String text) throws IOException {
    return blocks(Path.of(document)).stream()
        .filter(block -> block.contains(text))
        .findFirst()
        .map(DocumentedCommands::new)
        .orElseThrow(() -> new AssertionError("no block of " + document + " has " + text));
  }

  /** These and then those, in one shell. */
  public DocumentedCommands then(DocumentedCommands those) {
    return new DocumentedCommands(commands + those.commands);
  }

  /** Fills in what a reader would: the value of a variable that the commands set themselves. */
  public DocumentedCommands with(String variable, String value) {
    var assignment =
        Pattern.compile("(?m)((?:^|\\s)" + variable + "=)(\\$\\((?:[^()]|\\([^()]*\\))*\\)|\\S+)");
    assertThat(commands).containsPattern(assignment);
    var quoted = Matcher.quoteReplacement("'" + value + "'");
    commands = assignment.matcher(commands).replaceAll("$1" + quoted);
    return this;
  }

  /** What is different on this machine: a port, an address. */
  public DocumentedCommands replace(String text, String by) {
    assertThat(commands).contains(text);
    commands = commands.replace(text, by);
    return this;
  }

  public String text() {
    return commands;
  }

  /** A shell that runs them in a directory, and ends when one of them fails. */
  public ProcessBuilder shell(Path directory, Map<String, String> environment) {
    var shell =
        new ProcessBuilder(List.of("bash", "-euo", "pipefail", "-c", commands))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    shell.environment().putAll(environment);
    return shell;
  }

  /** Runs them to their end, and answers what they said. */
  public List<String> run(Path directory, Map<String, String> environment)
      throws IOException, InterruptedException {
    var process = shell(directory, environment).start();
    var said = new ArrayList<String>();
    try (var lines = process.inputReader()) {
      lines.lines().forEach(said::add);
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s%n%s", commands, String.join("\n", said)).isZero();
    return said;
  }
}
