package org.belfry.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.Test;

class DoorsTest {

  private static final String HASH = "ab".repeat(32);

  private static SecuritySettings parse(
      String keys, String secret, String origins, ArrayList<String> mistakes) {
    return SecuritySettings.parse(
        keys, secret, "", "", "", "", "sub", origins, Duration.ofDays(1), mistakes);
  }

  @Test
  void keys_are_known_by_name_or_by_their_first_letters() {
    var mistakes = new ArrayList<String>();
    var settings = parse("shop:" + HASH + ", " + "CD".repeat(32), "s".repeat(32), "", mistakes);
    assertThat(mistakes).isEmpty();
    assertThat(settings.apiKeys()).containsEntry(HASH, "shop");
    assertThat(settings.apiKeys()).containsEntry("cd".repeat(32), "cdcdcdcd");
  }

  @Test
  void a_name_may_have_two_keys_while_one_replaces_the_other_and_a_key_one_name() {
    var mistakes = new ArrayList<String>();
    var other = "cd".repeat(32);
    var settings = parse("shop:" + HASH + ",shop:" + other, "s".repeat(32), "", mistakes);
    assertThat(mistakes).isEmpty();
    assertThat(settings.apiKeys()).isEqualTo(Map.of(HASH, "shop", other, "shop"));
    parse("shop:" + HASH + ",blog:" + HASH, "s".repeat(32), "", mistakes);
    assertThat(mistakes).hasSize(1).first().asString().contains("one key under two names");
  }

  @Test
  void a_name_of_a_key_can_not_be_taken_for_a_tokens() {
    for (var name : new String[] {"jwt:shop", "compat:", "a b", "a\u001fb", ""}) {
      var mistakes = new ArrayList<String>();
      parse(name + ":" + HASH, "s".repeat(32), "", mistakes);
      assertThat(mistakes).as(name).hasSize(1);
    }
  }

  @Test
  void a_second_secret_stands_beside_a_first_and_is_as_long() {
    var mistakes = new ArrayList<String>();
    var day = Duration.ofDays(1);
    SecuritySettings.parse("", "s".repeat(32), "short", "", "", "", "sub", "", day, mistakes);
    assertThat(mistakes)
        .hasSize(1)
        .first()
        .asString()
        .contains("second-secret")
        .doesNotContain("short ");
    mistakes.clear();
    SecuritySettings.parse("", "", "t".repeat(32), "pom.xml", "", "", "sub", "", day, mistakes);
    assertThat(mistakes).anyMatch(mistake -> mistake.contains("beside a belfry.jwt.secret"));
  }

  @Test
  void a_claim_that_says_something_else_names_no_users() {
    for (var claim : new String[] {"exp", "iss", "aud", "scope", "", "a\nb"}) {
      var mistakes = new ArrayList<String>();
      SecuritySettings.parse(
          "", "s".repeat(32), "", "", "", "", claim, "", Duration.ofDays(1), mistakes);
      assertThat(mistakes).as(claim).hasSize(1).first().asString().contains("user-claim");
    }
  }

  @Test
  void a_right_is_given_to_senders_there_are() {
    var keys = Set.of("shop");
    var mistakes = new ArrayList<String>();
    assertThat(SenderNames.parse("x", " shop, jwt:backend,,jwt:jwt:x", keys, mistakes))
        .containsExactlyInAnyOrder("shop", "jwt:backend", "jwt:jwt:x");
    assertThat(SenderNames.parse("x", "", keys, mistakes)).isEmpty();
    assertThat(mistakes).isEmpty();
    for (var name : new String[] {"backend", "jwt:", "Shop", "compat:", "jwt:a\u001fb"}) {
      SenderNames.parse("belfry.x", name, keys, mistakes);
      assertThat(mistakes).as(name).hasSize(1).first().asString().contains("belfry.x");
      mistakes.clear();
    }
  }

  @Test
  void what_a_sender_sent_is_its_own_and_the_admins() {
    var ownership = new Ownership(new AdminSettings(Set.of("operator", "jwt:admin")));
    var shop = Sender.byKey("shop");
    assertThat(ownership.covers(shop, "shop")).isTrue();
    assertThat(ownership.covers(shop, "jwt:shop")).isFalse();
    assertThat(ownership.covers(Sender.byToken("shop", true), "shop")).isFalse();
    assertThat(ownership.covers(Sender.byToken("shop", true), "jwt:shop")).isTrue();
    assertThat(ownership.covers(Sender.byToken("admin", false), "shop")).isTrue();
    assertThat(ownership.covers(Sender.byToken("operator", false), "shop")).isFalse();
    assertThat(ownership.covers(Sender.byKey("operator"), "compat:")).isTrue();
    assertThat(ownership.covers(shop, "compat:")).isFalse();
  }

  @Test
  void all_mistakes_are_told_and_no_value_is() {
    var mistakes = new ArrayList<String>();
    parse("my-plain-key", "too short", "belfry.example", mistakes);
    assertThat(mistakes).hasSize(3);
    assertThat(String.join("\n", mistakes))
        .contains("belfry.api-keys", "belfry.jwt.secret", "belfry.origins", "sha256sum")
        .doesNotContain("my-plain-key", "too short");
    var nothing = new ArrayList<String>();
    parse("", "", "", nothing);
    assertThat(nothing).hasSize(1).first().asString().contains("belfry.jwt.jwks");
  }

  @Test
  void own_and_configured_origins_are_let_in_and_no_others() {
    var settings = parse("", "s".repeat(32), "https://app.example", new ArrayList<>());
    var origins = new Origins(settings);
    assertThat(origins.allows(null, "b.example")).isTrue();
    assertThat(origins.allows("https://b.example", "b.example")).isTrue();
    assertThat(origins.allows("http://b.example:8080", "b.example:8080")).isTrue();
    assertThat(origins.allows("https://APP.example", "b.example")).isTrue();
    assertThat(origins.allows("https://b.example", "b.example:443")).isTrue();
    assertThat(origins.allows("http://b.example", "b.example:80")).isTrue();
    assertThat(origins.allows("https://b.example", "b.example:80")).isFalse();
    for (var foreign :
        new String[] {
          "null", "", "https://app.example.evil", "https://evil", "http://b.example:81", "odd odd"
        }) {
      assertThat(origins.allows(foreign, "b.example:80")).as(foreign).isFalse();
    }
  }

  private static Problem page(String... headers) {
    var settings = parse("", "s".repeat(32), "https://app.example", new ArrayList<>());
    var sent = new HashMap<>(Map.of("Host", "b.example"));
    for (var i = 0; i < headers.length; i += 2) {
      sent.put(headers[i], headers[i + 1]);
    }
    var request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                DoorsTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) ->
                    called.getName().equals("getHeader") ? sent.get((String) arguments[0]) : null);
    return catchThrowableOfType(Problem.class, () -> new Origins(settings).checkPage(request));
  }

  @Test
  void a_page_that_does_not_say_its_origin_is_known_by_what_its_browser_says() {
    assertThat(page()).as("a back end").isNull();
    assertThat(page("Sec-Fetch-Site", "none")).as("typed in").isNull();
    assertThat(page("Sec-Fetch-Site", "same-origin")).isNull();
    assertThat(page("Origin", "https://b.example", "Sec-Fetch-Site", "same-origin")).isNull();
    assertThat(page("Referer", "http://b.example/page")).isNull();
    assertThat(page("Referer", "https://app.example/x", "Sec-Fetch-Site", "cross-site")).isNull();
    for (var foreign :
        new String[][] {
          {"Sec-Fetch-Site", "cross-site"},
          {"Sec-Fetch-Site", "same-site"},
          {"Origin", "https://evil"},
          {"Origin", "null"},
          {"Origin", "https://evil", "Sec-Fetch-Site", "cross-site"},
          {"Referer", "https://evil/b.example"},
          {"Sec-Fetch-Site", "cross-site", "Referer", "odd odd"},
        }) {
      var refused = page(foreign);
      assertThat(refused).as(String.join(" ", foreign)).isNotNull();
      assertThat(refused.code()).isEqualTo("origin-refused");
      assertThat(refused.reason()).contains("Host b.example");
    }
  }

  @Test
  void an_origin_may_be_written_with_its_default_port_and_without_a_user() {
    var mistakes = new ArrayList<String>();
    var written = "https://a.example:443,http://b.example:80,http://c.example:443";
    var settings = parse("", "s".repeat(32), written, mistakes);
    assertThat(mistakes).isEmpty();
    assertThat(settings.origins())
        .containsExactly("https://a.example", "http://b.example", "http://c.example:443");
    parse("", "s".repeat(32), "https://user:word@a.example", mistakes);
    assertThat(mistakes).hasSize(1).first().asString().doesNotContain("word");
  }

  @Test
  void a_sender_may_send_a_seconds_worth_at_once_and_then_at_its_rate() {
    var now = new AtomicLong();
    var rate = new SendRate(new RateSettings(10), now::get);
    var shop = Sender.byKey("shop");
    rate.take(shop, 10);
    var refused = catchThrowableOfType(Problem.class, () -> rate.take(shop, 5));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.retryAfterSeconds()).isOne();
    rate.take(Sender.byKey("other"), 10);
    now.addAndGet(500_000_000);
    rate.take(shop, 5);
    assertThat(catchThrowableOfType(Problem.class, () -> rate.take(shop, 1))).isNotNull();
  }

  @Test
  void a_batch_larger_than_the_bucket_is_not_refused_for_ever() {
    var now = new AtomicLong();
    var rate = new SendRate(new RateSettings(10), now::get);
    var shop = Sender.byKey("shop");
    rate.take(shop, 25);
    now.addAndGet(1_000_000_000);
    var refused = catchThrowableOfType(Problem.class, () -> rate.take(shop, 1));
    assertThat(refused.retryAfterSeconds()).isOne();
    now.addAndGet(1_000_000_000);
    rate.take(shop, 1);
    var unlimited = new SendRate(new RateSettings(0), now::get);
    assertThatCode(() -> unlimited.take(shop, 1_000_000)).doesNotThrowAnyException();
  }
}
