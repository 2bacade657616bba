package org.belfry.security;

/** Somebody whose bearer token is right: a sender or a user, never both. */
public sealed interface Caller permits Sender, User {}
