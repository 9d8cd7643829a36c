package io.rlpips.local.report;

/** Something a run was made with, as the report quotes it. */
public record Setting(String name, String value) {}
