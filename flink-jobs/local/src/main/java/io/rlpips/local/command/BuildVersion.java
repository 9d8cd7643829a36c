package io.rlpips.local.command;

import io.rlpips.local.Main;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version the build stamped into the jar. */
final class BuildVersion implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream stamped = Main.class.getResourceAsStream("version.properties")) {
            properties.load(stamped);
        }
        return new String[] {"rlpips " + properties.getProperty("version")};
    }
}
