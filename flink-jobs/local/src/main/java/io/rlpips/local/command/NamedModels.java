package io.rlpips.local.command;

import io.rlpips.local.session.ModelChoice;
import io.rlpips.metric.bundle.ModelBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which models are compared. */
final class NamedModels {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "NAME=BUNDLE",
            description =
                    "A model and its name in the tables; repeat for several. The bundle 'built-in' is the one that "
                            + "comes with the program, which is also measured when none is named. A name may be left out.")
    private List<String> models = new ArrayList<>();

    /** @return the bundles by their names, in the order given */
    Map<String, ModelBundle> read() {
        Map<String, ModelBundle> bundles = new LinkedHashMap<>();
        if (models.isEmpty()) {
            bundles.put(ModelChoice.BUILT_IN, ModelChoice.builtIn().read());
        }
        for (String model : models) {
            int equals = model.indexOf('=');
            String bundle = model.substring(equals + 1);
            String name = equals < 0
                    ? Path.of(bundle).toAbsolutePath().normalize().getFileName().toString()
                    : model.substring(0, equals);
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._ +-]*")) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--model: the name '%s' may have letters, digits, spaces and . _ + - only".formatted(name));
            }
            if (bundles.put(name, ModelChoice.named(bundle).read()) != null) {
                throw new ParameterException(
                        spec.commandLine(), "--model: the name '%s' is given twice".formatted(name));
            }
        }
        return bundles;
    }
}
