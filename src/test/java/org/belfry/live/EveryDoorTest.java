package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.belfry.http.EventStreams;
import org.belfry.json.Json;
import org.belfry.problem.CloseCode;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.problem.ProblemWriter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What can be wrong is told on every door as the protocol says. */
class EveryDoorTest {

  private static final Pattern CODE = Pattern.compile("`([a-z-]+)`");
  private static final Set<Integer> COME_BACK = Set.of(429, 503);

  /** The cells of each row of the table with this first line. */
  private static List<String[]> table(String head) {
    try {
      return Files.readString(Path.of("docs/protocol.md"))
          .lines()
          .dropWhile(line -> !line.equals(head))
          .skip(2)
          .takeWhile(line -> line.startsWith("|"))
          .map(line -> line.substring(1).split("\\|"))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  /** Of each code its status; in rows of several statuses the codes stand in their order. */
  private static Map<String, Integer> documented() {
    var all = new TreeMap<String, Integer>();
    for (var row : table("| status | codes |")) {
      if (row[0].strip().equals("other")) {
        continue;
      }
      var statuses = row[0].strip().split(", ");
      var codes = codes(row[1].replace("`Retry-After`", ""));
      for (var i = 0; i < codes.size(); i++) {
        all.put(codes.get(i), Integer.valueOf(statuses[Math.min(i, statuses.length - 1)]));
      }
    }
    return all;
  }

  @Test
  void the_protocol_names_each_kind_with_its_status_and_no_others() {
    var kinds = new TreeMap<String, Integer>();
    Stream.of(ProblemKind.values()).forEach(kind -> kinds.put(kind.code(), kind.status()));
    assertThat(documented()).isEqualTo(kinds);
  }

  @Test
  void the_protocol_names_each_close_code_and_says_whether_it_is_final() {
    var documented = new TreeMap<Integer, Boolean>();
    for (var row : table("| close code | | come back? |")) {
      if (row[0].strip().length() == 4) {
        var comesBack = row[2].strip();
        documented.put(Integer.valueOf(row[0].strip()), !comesBack.startsWith("yes"));
      }
    }
    var codes = new TreeMap<Integer, Boolean>();
    Stream.of(CloseCode.values()).forEach(why -> codes.put(why.code(), why.isFinal()));
    assertThat(documented).isEqualTo(codes);
  }

  /** By its code, else by its status, else by the hundreds of its status. */
  private static int documentedCloseCode(ProblemKind kind) {
    var byRefusal = new HashMap<String, Integer>();
    for (var row : table("| refusal | close code |")) {
      var names = new ArrayList<>(codes(row[0]));
      if (names.isEmpty()) {
        names.add(row[0].replace("other", "").strip());
      }
      names.forEach(name -> byRefusal.put(name, Integer.valueOf(row[1].strip())));
    }
    return Stream.of(kind.code(), String.valueOf(kind.status()), kind.status() / 100 + "xx")
        .filter(byRefusal::containsKey)
        .map(byRefusal::get)
        .findFirst()
        .orElseThrow();
  }

  @TestFactory
  Stream<DynamicTest> each_kind_is_told_on_each_door_as_the_protocol_says() {
    return Stream.of(ProblemKind.values())
        .map(kind -> DynamicTest.dynamicTest(kind.code(), () -> isToldOnEachDoor(kind)));
  }

  private static void isToldOnEachDoor(ProblemKind kind) throws IOException {
    var problem = new Problem(kind, "so it is");
    var closeCode = documentedCloseCode(kind);
    var passes = closeCode < 4400;

    // REST, and handshakes of WebSockets
    var answer = new FakeResponse();
    ProblemWriter.write(answer.response(), problem);
    isTheStatus(answer, kind);

    // server-sent events: an EventSource comes back from nothing but a stream
    var told = new FakeResponse();
    EventStreams.refuse(request("text/event-stream"), told.response(), problem);
    if (passes) {
      assertThat(told.headers).doesNotContainKey("status");
      assertThat(told.headers.get("type").toString()).startsWith("text/event-stream");
      assertThat(told.text())
          .matches("(?s)retry: \\d+\nevent: goodbye\ndata: \\{\"code\":" + closeCode + ",.*\n\n");
    } else {
      isTheStatus(told, kind);
    }
    var other = new FakeResponse();
    EventStreams.refuse(request("*/*"), other.response(), problem);
    isTheStatus(other, kind);

    // a WebSocket that is open, and Socket.IO: the same code in a frame, then the close code
    var frame = Json.parse(ControlFrames.error(null, problem).json());
    assertThat(frame.get("code").asText()).isEqualTo(kind.code());
    assertThat(frame.get("message").asText()).isEqualTo("so it is");
    assertThat(problem.closeCode().code()).isEqualTo(closeCode);
    assertThat(problem.closeCode().isFinal()).isEqualTo(!passes);
  }

  private static void isTheStatus(FakeResponse answer, ProblemKind kind) {
    assertThat(answer.headers).containsEntry("status", kind.status());
    assertThat(answer.headers).containsEntry("type", "application/problem+json");
    var document = Json.parse(answer.text());
    assertThat(document.get("code").asText()).isEqualTo(kind.code());
    assertThat(document.get("status").asInt()).isEqualTo(kind.status());
    assertThat(document.get("title").asText()).isNotEqualTo("Error");
    assertThat(answer.headers.containsKey("Retry-After"))
        .as("when to come back, where the protocol says that it is told")
        .isEqualTo(COME_BACK.contains(kind.status()));
    assertThat(answer.headers.containsKey("WWW-Authenticate")).isEqualTo(kind.status() == 401);
    assertThat(answer.headers.containsKey("Connection")).isEqualTo(kind == ProblemKind.RESTARTING);
  }

  @Test
  void the_protocol_says_of_which_statuses_it_is_told_when_to_come_back() {
    var statuses = new TreeSet<Integer>();
    for (var row : table("| status | codes |")) {
      if (row[1].contains("`Retry-After`")) {
        statuses.add(Integer.valueOf(row[0].strip()));
      }
    }
    assertThat(statuses).isEqualTo(COME_BACK);
  }

  private static HttpServletRequest request(String accepted) {
    return FakeResponse.stub(
        HttpServletRequest.class,
        (called, arguments) ->
            switch (called) {
              case "getMethod" -> "GET";
              case "getHeader" -> "Accept".equals(arguments[0]) ? accepted : null;
              default -> null;
            });
  }
}
