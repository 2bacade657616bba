package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.belfry.DocumentedCommands.block;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.belfry.DocumentedCommands;
import org.belfry.harness.FreePorts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the documents, pasted. Those that set a server up are run by DatasourceIT. */
@Tag("commands")
class CommandsIT extends BelfryIT {

  private static final Path HERE = Path.of("").toAbsolutePath();

  @TempDir private Path directory;

  private List<String> run(DocumentedCommands commands) throws Exception {
    return commands
        .with("BELFRY", api().base().toString())
        .with("SENDER_KEY", api().senderKey())
        .replace("curl ", "curl -sS -w '\\n' ")
        .run(directory, Map.of());
  }

  @Test
  void a_backend_gets_tokens_and_sends() throws Exception {
    var said = run(block("README.md", "curl $BELFRY/api/v1/tokens"));
    assertThat(said).hasSize(2);
    var token = new ObjectMapper().readTree(said.get(0)).get("token").asText();
    assertThat(new ObjectMapper().readTree(said.get(1)).get("recipients").asInt()).isEqualTo(2);
    assertThat(api().get("/api/v1/inbox", token).response().body()).contains("Grace commented");
    said = run(block("docs/client.md", "curl $BELFRY/api/v1/tokens"));
    assertThat(new ObjectMapper().readTree(said.get(0)).get("token").asText()).isNotBlank();
  }

  @Test
  void a_user_is_erased_and_what_is_left_exported() throws Exception {
    send("to be forgotten", "ada");
    var said = run(block("docs/operating.md", "curl -X DELETE"));
    assertThat(new ObjectMapper().readTree(said.get(0)).get("items").asInt()).isPositive();
    assertThat(Files.readString(directory.resolve("ada.json"))).contains("\"items\":[]");
  }

  @Test
  void all_inboxes_get_a_new_epoch() throws Exception {
    var user = someone();
    send("before", user);
    var epoch = api().get("/api/v1/inbox", api().token(user)).body().get("epoch").asText();
    var url = System.getProperty("belfry.test.db.url");
    try (var connection =
            DriverManager.getConnection(url, System.getProperty("belfry.test.db.user"), "");
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(block("docs/operating.md", "update inbox").text()))
          .isPositive();
    }
    assertThat(api().get("/api/v1/inbox", api().token(user)).body().get("epoch").asText())
        .isNotEqualTo(epoch);
  }

  @Test
  void the_echo_server_of_the_public_suites_runs() throws Exception {
    var port = FreePorts.next();
    var process =
        block("CONTRIBUTING.md", "org.belfry.echo.EchoWar")
            .replace(" 3000", " " + port)
            .replace("mvn -q", "mvn -q -B")
            .shell(HERE, Map.of())
            .start();
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.lines().filter(line -> line.contains("ready: http")).findFirst())
          .isPresent();
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      process.waitFor();
    }
  }
}
