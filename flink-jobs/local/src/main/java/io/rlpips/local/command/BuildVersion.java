package io.rlpips.local.command;

import io.rlpips.local.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version the build stamped into the jar. */
final class BuildVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"rlpips " + text()};
    }

    String text() {
        Properties properties = new Properties();
        try (InputStream stamped = Main.class.getResourceAsStream("version.properties")) {
            properties.load(stamped);
        } catch (IOException impossible) {
            throw new UncheckedIOException("the jar's own version cannot be read", impossible);
        }
        return properties.getProperty("version");
    }
}
