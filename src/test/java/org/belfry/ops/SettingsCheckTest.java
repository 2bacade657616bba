package org.belfry.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wrong setting is told, and that a right one is told nothing. */
class SettingsCheckTest {

  private static final String KEY = "shop:" + "5".repeat(64);

  private static SettingsCheck with(String... more) {
    var environment =
        new HashMap<>(Map.of("BELFRY_API_KEYS", KEY, "BELFRY_JWT_SECRET", "s".repeat(32)));
    for (var i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return SettingsCheck.of(environment);
  }

  @Test
  void right_settings_and_what_others_read_are_told_nothing() {
    var check =
        with(
            "BELFRY_HTTP_PORT", "9090",
            "BELFRY_DB_URL", "jdbc:postgresql://db/belfry",
            "BELFRY_DATASOURCE_URL", "jdbc:postgresql://db/belfry",
            "BELFRYX", "not ours",
            "PATH", "/bin");
    assertThat(check.mistakes()).isEmpty();
    assertThat(check.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "BELFRY_API_KEY, BELFRY_API_KEYS",
    "BELFRY_APIKEYS, BELFRY_API_KEYS",
    "BELFRY_JWT_SERCET, BELFRY_JWT_SECRET",
    "BELFRY_ORIGIN, BELFRY_ORIGINS",
    "BELFRY_DB_POOLSIZE, BELFRY_DB_POOL_SIZE",
    "belfry.db.pool.size, belfry.db.pool-size",
    "belfry_db_url, BELFRY_DB_URL",
  })
  void a_misspelt_name_is_a_mistake_that_names_the_right_one(String wrong, String right) {
    assertThat(with(wrong, "x").mistakes())
        .containsExactly(wrong + " is no setting; did you mean " + right + "?");
  }

  @Test
  void a_name_that_is_only_like_a_setting_is_told_of() {
    var check =
        with("BELFRY_DB_PASS", "secret-value", "BELFRY_PORT_8080_TCP", "tcp://10.0.0.1:8080");
    assertThat(check.mistakes()).isEmpty();
    assertThat(check.warnings())
        .containsExactly(
            "BELFRY_DB_PASS is no setting and is passed over; did you mean BELFRY_DB_PASSWORD?",
            "BELFRY_PORT_8080_TCP is no setting and is passed over");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "good:1111111111111111111111111111111111111111111111111111111111111111,"
            + "shop:01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b"
      })
  void a_key_that_is_the_hash_of_nothing_is_refused(String keys) {
    assertThat(with("BELFRY_API_KEYS", keys).mistakes())
        .singleElement()
        .asString()
        .contains("the hash of nothing");
  }

  @Test
  void all_mistakes_are_told_at_once_and_no_value() {
    var check =
        with("BELFRY_LIMITS_PAGE", "0", "BELFRY_DB_POOL_SIZE", "a-secret-in-the-wrong-place");
    assertThat(check.mistakes())
        .containsExactly(
            "belfry.db.pool-size has to be a number from 8 to 200",
            "belfry.limits.page has to be a number from 1 to 1000");
    assertThat(check.toString()).doesNotContain("a-secret");
  }

  @Test
  void neighbours_that_are_turned_round_are_one_slip() {
    assertThat(UnknownNames.distance("SECRET", "SERCET")).isEqualTo(1);
    assertThat(UnknownNames.distance("", "KEY")).isEqualTo(3);
    assertThat(UnknownNames.distance("KEYS", "KEY")).isEqualTo(1);
  }
}
