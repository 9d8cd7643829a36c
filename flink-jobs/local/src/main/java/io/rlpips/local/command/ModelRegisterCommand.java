package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.training.registry.ModelRegistry;
import io.rlpips.training.registry.RegisteredModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a bundle where others find it. */
@Command(
        name = "register",
        description =
                "Appends a bundle to a registry, as <modelId>/<modelHash>/bundle.zip with an entry in index.json. "
                        + "What is there never changes: the same bundle again changes nothing, another one under the same id and "
                        + "hash is refused.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A registry is a folder, http(s)://HOST/PATH or s3://BUCKET/PREFIX. By HTTP contents are PUT with",
            "If-None-Match and If-Match, which the server has to heed (as S3 does); RLPIPS_REGISTRY_AUTHORIZATION is the",
            "value of its Authorization header. For s3 the usual variables count: AWS_REGION, AWS_ACCESS_KEY_ID,",
            "AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_ENDPOINT_URL_S3.",
            "",
            "Examples:",
            "  rlpips model register my-bundle --registry models/",
            "  rlpips model register my-bundle --registry s3://models/perceptual --json"
        })
final class ModelRegisterCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "BUNDLE", description = "Folder or zip file.")
    private Path path;

    @Option(names = "--registry", paramLabel = "PLACE", required = true, description = "Where to.")
    private String registry;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    ModelRegisterCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        RegisteredModel entry =
                ModelRegistry.at(registry).append(ModelChoice.of(path).read());
        if (json) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("modelId", entry.modelId());
            facts.put("modelHash", entry.modelHash());
            facts.putAll(BundleDescription.registered(entry));
            console.resultJson(facts);
        } else {
            console.result("%s, SHA-256 %s".formatted(entry.location(), entry.sha256()));
        }
        return 0;
    }
}
