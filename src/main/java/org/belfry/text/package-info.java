/**
 * Text from outside: one gate before the store and one before the log. What a caller says is
 * refused by field and rule; what only comes along, a user agent or an address, is cleaned.
 */
package org.belfry.text;
