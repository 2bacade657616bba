package org.belfry.security;

import java.time.Instant;

/** A user, until the token expires. */
public record User(String id, Instant expiresAt) implements Identity {}
