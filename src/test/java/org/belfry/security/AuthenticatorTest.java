package org.belfry.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {

  private final Authenticator authenticator =
      Tokens.callers(Tokens.settings(Map.of(), Tokens.SECRET, null));

  private String atUsersDoor(String token) {
    return catchThrowableOfType(Problem.class, () -> authenticator.user("Bearer " + token, null))
        .code();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain-key", "live.with-one-dot"})
  void a_key_is_a_sender_by_its_hash(String key) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    var hash = HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
    var known = Tokens.callers(Tokens.settings(Map.of(hash, "shop"), Tokens.SECRET, null));
    assertThat(known.sender("Bearer " + key)).isEqualTo(Sender.byKey("shop"));
    var refused = catchThrowableOfType(Problem.class, () -> known.user("Bearer " + key, null));
    assertThat(refused.code()).isEqualTo("not-a-user");
    var hashShown = catchThrowableOfType(Problem.class, () -> known.sender("Bearer " + hash));
    assertThat(hashShown.code()).isEqualTo("token-invalid");
  }

  @Test
  void a_token_of_a_keys_name_is_another_sender() throws Exception {
    var known =
        Tokens.callers(Tokens.settings(Map.of("ab".repeat(32), "bench"), Tokens.SECRET, null));
    var claims = Tokens.claims().claim("scope", "send");
    var named = known.sender("Bearer " + Tokens.hs256(claims.subject("bench").build()));
    assertThat(named.name()).isEqualTo("jwt:bench").isNotEqualTo(Sender.byKey("bench").name());
    assertThat(named.formerName()).as("that is the key's").isNull();
    var other = known.sender("Bearer " + Tokens.hs256(claims.subject("backend").build()));
    assertThat(other).isEqualTo(new Sender("jwt:backend", "backend"));
  }

  @Test
  void the_scope_to_send_is_found_however_the_issuer_writes_it() throws Exception {
    for (var claim : new String[] {"scope", "scp"}) {
      for (var value : new Object[] {"send", "read send", List.of("read", "send")}) {
        var token = Tokens.hs256(Tokens.claims().claim(claim, value).build());
        assertThat(authenticator.sender("Bearer " + token)).isEqualTo(Sender.byToken("42", false));
        assertThat(atUsersDoor(token)).isEqualTo("not-a-user");
      }
      for (var value : new Object[] {"sender", "SEND", "", 1, Map.of("send", true), List.of()}) {
        var token = Tokens.hs256(Tokens.claims().claim(claim, value).build());
        var refused =
            catchThrowableOfType(Problem.class, () -> authenticator.sender("Bearer " + token));
        assertThat(refused.code()).as(claim + "=" + value).isEqualTo("not-a-sender");
      }
    }
  }

  @Test
  void a_token_from_the_future_is_refused_beyond_what_clocks_differ() throws Exception {
    var soon = Date.from(Tokens.NOW.plusSeconds(30));
    var later = Date.from(Tokens.NOW.plusSeconds(31));
    assertThat(atUsersDoor(Tokens.hs256(Tokens.claims().issueTime(later).build())))
        .isEqualTo("token-invalid");
    assertThat(atUsersDoor(Tokens.hs256(Tokens.claims().notBeforeTime(later).build())))
        .isEqualTo("token-invalid");
    var token = Tokens.hs256(Tokens.claims().issueTime(soon).notBeforeTime(soon).build());
    assertThat(authenticator.user("Bearer " + token, null).id().value()).isEqualTo("42");
  }

  @Test
  void a_password_in_the_header_hides_no_token_and_a_token_there_goes_first() throws Exception {
    var token = Tokens.hs256(Tokens.claims().build());
    assertThat(authenticator.user(null, token).id().value()).isEqualTo("42");
    for (var header : new String[] {"Basic eDp5", "Bearer", ""}) {
      assertThat(authenticator.user(header, token).id().value()).as(header).isEqualTo("42");
      var refused = catchThrowableOfType(Problem.class, () -> authenticator.user(header, null));
      assertThat(refused.code()).as(header).isEqualTo("token-missing");
    }
    var wrong = catchThrowableOfType(Problem.class, () -> authenticator.user("Bearer odd", token));
    assertThat(wrong.code()).isEqualTo("token-invalid");
    var none = catchThrowableOfType(Problem.class, () -> authenticator.user(null, ""));
    assertThat(none.code()).isEqualTo("token-missing");
  }

  @Test
  void an_issued_token_is_a_user_and_no_sender_whatever_the_user_is_called() {
    var settings = Tokens.settings(Map.of(), Tokens.SECRET, null);
    var tokens = new UserTokens(settings, Tokens.CLOCK);
    for (var user : new String[] {"42", "send", "é 😀", "\",\"scope\":\"send", "x".repeat(128)}) {
      var issued = tokens.issue(user, 60);
      assertThat(authenticator.user("Bearer " + issued.token(), null))
          .isEqualTo(new User(UserId.stored(user), Tokens.NOW.plusSeconds(60)));
    }
    for (var seconds : new long[] {0, -1, 86_401, Long.MAX_VALUE}) {
      var refused = catchThrowableOfType(Problem.class, () -> tokens.issue("42", seconds));
      assertThat(refused.field()).isEqualTo("expiresIn");
    }
    for (var user : new String[] {"", "x".repeat(129), "a\0b", "\ud800", "a\nb", "a\u001fb"}) {
      var refused = catchThrowableOfType(Problem.class, () -> tokens.issue(user, 60));
      assertThat(refused.field()).isEqualTo("user");
    }
    var none = new UserTokens(Tokens.settings(Map.of(), null, "x"), Tokens.CLOCK);
    var refused = catchThrowableOfType(Problem.class, () -> none.issue("42", 60));
    assertThat(refused.status()).isEqualTo(501);
  }

  @Test
  void a_name_that_would_break_a_line_of_the_log_is_nobodys() throws Exception {
    for (var name : new String[] {"", "x".repeat(129), "a\nb", "a\u001fb", "\u2028", "\u0085"}) {
      assertThat(atUsersDoor(Tokens.hs256(Tokens.claims().subject(name).build())))
          .isEqualTo("token-invalid");
      var token = Tokens.hs256(Tokens.claims().subject(name).claim("scope", "send").build());
      var refused =
          catchThrowableOfType(Problem.class, () -> authenticator.sender("Bearer " + token));
      assertThat(refused.code()).isEqualTo("token-invalid");
    }
  }

  @Test
  void users_are_named_by_the_claim_that_is_configured() throws Exception {
    var settings = Tokens.settings("userid");
    var named = Tokens.callers(settings);
    for (var id : new Object[] {"5a2b", 42, 42L}) {
      var token = Tokens.hs256(Tokens.claims().subject(null).claim("userid", id).build());
      assertThat(named.user(null, token).id().value()).isEqualTo("" + id);
    }
    for (var id : new Object[] {true, 1.5, List.of("42"), ""}) {
      var token = Tokens.hs256(Tokens.claims().claim("userid", id).build());
      var refused = catchThrowableOfType(Problem.class, () -> named.user(null, token));
      assertThat(refused.reason()).as("" + id).contains("claim userid is no id");
    }
    var none = Tokens.hs256(Tokens.claims().build());
    assertThat(catchThrowableOfType(Problem.class, () -> named.user(null, none)).reason())
        .isEqualTo("no claim userid");
    var sender = Tokens.hs256(Tokens.claims().subject("shop").claim("scope", "send").build());
    assertThat(named.sender("Bearer " + sender).name()).isEqualTo("jwt:shop");
    var issued = new UserTokens(settings, Tokens.CLOCK).issue("ada", 60);
    assertThat(named.user(null, issued.token()).id().value()).isEqualTo("ada");
    assertThat(authenticator.user(null, issued.token()).id().value()).isEqualTo("ada");
  }

  @Test
  void what_is_secret_does_not_stand_in_texts() {
    var settings = Tokens.settings(Map.of("ab".repeat(32), "shop"), Tokens.SECRET, null);
    assertThat(settings.toString()).contains("shop").doesNotContain(Tokens.SECRET, "abab");
    var issued = new UserTokens(settings, Tokens.CLOCK).issue("42", 60);
    assertThat(issued.toString()).doesNotContain(issued.token());
  }
}
