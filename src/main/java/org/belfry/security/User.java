package org.belfry.security;

import java.time.Instant;
import org.belfry.model.UserId;

/** A user, until the token expires. */
public record User(UserId id, Instant expiresAt) implements Identity {}
