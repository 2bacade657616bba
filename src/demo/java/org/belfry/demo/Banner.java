package org.belfry.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/** What a demo run tells the person in front of it. */
final class Banner {

  private static final String USER = "ada";
  private static final String JSON = "application/json";

  private final PrintStream out;
  private final URI url;

  Banner(PrintStream out, URI url) {
    this.out = out;
    this.url = url;
  }

  /** Whenever the sender key or the secret of the tokens is one that this run has made. */
  void warn() {
    loudly(
        "DEMO KEYS: made by this run, known to whoever reads this screen.",
        "Set BELFRY_API_KEYS and BELFRY_JWT_SECRET for anything but trying out.",
        "Old push clients come in without a key; BELFRY_COMPAT_ENABLED=false",
        "keeps them out.");
  }

  /** With keys of this run: lines to paste, the token in them being good for an hour. */
  void demo(DemoKeys keys) throws InterruptedException {
    step(
        "The demo's sender key, as the commands of the documents want it:",
        "BELFRY=" + withoutSlash() + " SENDER_KEY=" + keys.senderKey());
    commands(keys.senderKey(), token(keys.senderKey()).orElse("<token>"));
  }

  /** With keys from the environment, of which nothing is shown. */
  void quiet() {
    step(
        "Sender keys are those of BELFRY_API_KEYS; put one for the dots:",
        "BELFRY=" + withoutSlash() + " SENDER_KEY=…");
    commands("$SENDER_KEY", "$TOKEN");
  }

  private void commands(String senderKey, String token) {
    String authorization = " -H 'Authorization: Bearer " + senderKey + "'";
    if (senderKey.startsWith("$")) {
      authorization = authorization.replace('\'', '"'); // lets the shell see the variable
    }
    String post = "curl" + authorization + " -H 'Content-Type: " + JSON + "' ";
    step(
        "Listen to the inbox of " + USER + ", in a second terminal:",
        "curl -N \"" + url.resolve("api/v1/live") + "?access_token=" + token + "\"");
    step(
        "Send, in a third:",
        post
            + url.resolve("api/v1/notifications")
            + " -d '{\"to\":[\""
            + USER
            + "\"],\"type\":\"greeting\",\"title\":\"Hello\"}'");
    step("A token for " + USER + ":", post + tokens() + " -d '" + tokenRequest() + "'");
  }

  private void step(String what, String command) {
    out.println();
    out.println("  " + what);
    out.println(command);
  }

  private void loudly(String... lines) {
    out.println();
    out.println("  " + "*".repeat(76));
    for (String line : lines) {
      out.printf("  * %-72s *%n", line);
    }
    out.println("  " + "*".repeat(76));
    out.println();
  }

  private Optional<String> token(String senderKey) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(tokens())
            .header("Authorization", "Bearer " + senderKey)
            .header("Content-Type", JSON)
            .POST(BodyPublishers.ofString(tokenRequest()))
            .build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      String token = new ObjectMapper().readTree(answer.body()).path("token").asText();
      return Optional.of(token).filter(value -> !value.isEmpty());
    } catch (IOException e) {
      out.println("  (No token could be fetched: " + e.getMessage() + ")");
      return Optional.empty();
    }
  }

  private String withoutSlash() {
    return url.toString().replaceFirst("/$", "");
  }

  private URI tokens() {
    return url.resolve("api/v1/tokens");
  }

  private static String tokenRequest() {
    return "{\"user\":\"" + USER + "\"}";
  }
}
