package io.rlpips.deploy;

import static io.rlpips.deploy.DeploymentFiles.assertFlinkSettings;
import static io.rlpips.deploy.DeploymentFiles.assertIsAJob;
import static io.rlpips.deploy.DeploymentFiles.assertJobArguments;
import static io.rlpips.deploy.DeploymentFiles.at;
import static io.rlpips.deploy.DeploymentFiles.documents;
import static io.rlpips.deploy.DeploymentFiles.path;
import static io.rlpips.deploy.DeploymentFiles.property;
import static io.rlpips.deploy.DeploymentFiles.text;
import static io.rlpips.deploy.DeploymentFiles.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalResourceOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The Kubernetes resources say what the code understands. */
class KubernetesDeploymentTest {
    private static final String FOLDER = "deploy/kubernetes/";
    private static final String REFERENCES = FOLDER + "cpu/reference-job.yaml";
    private static final String DETECTOR = FOLDER + "cpu/detector-job.yaml";

    @Test
    void thereIsATopicForEverySubjectAsTheJobsWouldCreateIt() {
        Map<String, Map<String, Object>> topics = new TreeMap<>();
        for (Map<String, Object> topic : documents(FOLDER + "cpu/topics.yaml")) {
            assertThat(topics.put(at(topic, "metadata", "name"), at(topic, "spec")))
                    .isNull();
        }
        assertThat(topics.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Subjects.all().stream().map(Subject::name).toList());
        for (Subject<?> subject : Subjects.all()) {
            Map<String, Object> spec = topics.get(subject.name());
            assertThat(spec).containsEntry("partitions", DetectorOptions.TOPIC_PARTITIONS.defaultValue());
            assertThat(asText(at(spec, "config"))).isEqualTo(Topics.settings(subject, new Configuration()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {REFERENCES, DETECTOR})
    void jobsExistAndUnderstandTheirArguments(String file) throws Exception {
        Map<String, Object> deployment = documents(file).get(0);
        assertThat((String) at(deployment, "apiVersion")).isEqualTo("flink.apache.org/v1beta1");
        assertIsAJob(at(deployment, "spec", "job", "entryClass"));
        assertJobArguments(texts(at(deployment, "spec", "job", "args")));
        String jar = at(deployment, "spec", "job", "jarURI");
        assertThat(text("deploy/docker/Dockerfile")).contains(jar.substring("local://".length()));
        String[] version = property("flink.version").split("\\.");
        assertThat((String) at(deployment, "spec", "flinkVersion")).isEqualTo("v" + version[0] + "_" + version[1]);
        assertThat((String) at(deployment, "spec", "job", "upgradeMode")).isEqualTo("savepoint");
    }

    @ParameterizedTest
    @ValueSource(strings = {REFERENCES, DETECTOR})
    void flinkSettingsAreFlinksAndFitIntoThePodsMemory(String file) {
        Map<String, Object> deployment = documents(file).get(0);
        Configuration configuration = assertFlinkSettings(asText(at(deployment, "spec", "flinkConfiguration")));
        configuration.set(
                TaskManagerOptions.TOTAL_PROCESS_MEMORY,
                MemorySize.parse(at(deployment, "spec", "taskManager", "resource", "memory")));
        assertThat(TaskExecutorProcessUtils.processSpecFromConfig(configuration)
                        .getJvmHeapMemorySize()
                        .getMebiBytes())
                .isGreaterThan(1000);
        int parallelism = at(deployment, "spec", "job", "parallelism");
        assertThat(parallelism % configuration.get(TaskManagerOptions.NUM_TASK_SLOTS))
                .isZero();
    }

    @Test
    void jobsShareNoFolder() {
        Map<String, Object> references = documents(REFERENCES).get(0);
        Map<String, Object> detector = documents(DETECTOR).get(0);
        for (String key : List.of(
                "execution.checkpointing.dir",
                "execution.checkpointing.savepoint-dir",
                "high-availability.storageDir")) {
            assertThat((String) at(detector, "spec", "flinkConfiguration", key))
                    .isNotEqualTo(at(references, "spec", "flinkConfiguration", key));
        }
    }

    @Test
    void theResourcesOfTheKustomizationAreThere() {
        List<String> resources =
                texts(at(documents(FOLDER + "cpu/kustomization.yaml").get(0), "resources"));
        assertThat(resources)
                .allSatisfy(file -> assertThat(path(FOLDER + "cpu/" + file)).exists());
    }

    @Test
    void theGpuOverlayAsksForOneGpuATaskManagerAndTellsTheJobs() {
        Map<String, Object> kustomization =
                documents(FOLDER + "gpu/kustomization.yaml").get(0);
        List<Map<String, Object>> patches = at(kustomization, "patches");
        List<Map<String, Object>> operations =
                new Yaml().load((String) patches.get(0).get("patch"));
        Map<String, String> changes = new TreeMap<>();
        StringBuilder arguments = new StringBuilder();
        for (Map<String, Object> operation : operations) {
            changes.put((String) operation.get("path"), operation.get("value").toString());
            if (operation.get("path").equals("/spec/job/args/-")) {
                arguments.append(operation.get("value")).append(' ');
            }
        }
        assertJobArguments(List.of(arguments.toString().split(" ")));
        String settings = "/spec/flinkConfiguration/";
        assertThat(changes)
                .containsEntry(settings + TaskManagerOptions.NUM_TASK_SLOTS.key(), "1")
                .containsEntry(settings + ExternalResourceOptions.EXTERNAL_RESOURCE_LIST.key(), "gpu")
                .containsEntry(settings + ExternalResourceOptions.getAmountConfigOptionForResource("gpu"), "1")
                .containsEntry(
                        settings
                                + ExternalResourceOptions.getExternalResourceDriverFactoryConfigOptionForResource(
                                        "gpu"),
                        "org.apache.flink.externalresource.gpu.GPUDriverFactory")
                .containsEntry(settings + "external-resource.gpu.kubernetes.config-key", "nvidia.com/gpu");
    }

    private static Map<String, String> asText(Map<String, Object> settings) {
        Map<String, String> texts = new TreeMap<>();
        settings.forEach((key, value) -> texts.put(key, value.toString()));
        return texts;
    }
}
