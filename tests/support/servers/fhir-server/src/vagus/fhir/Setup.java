package vagus.fhir;

import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.IDaoRegistry;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.config.util.ResourceCountCacheUtil;
import ca.uhn.fhir.jpa.dao.FulltextSearchSvcImpl;
import ca.uhn.fhir.jpa.dao.IFulltextSearchSvc;
import ca.uhn.fhir.jpa.dao.search.HSearchSortHelperImpl;
import ca.uhn.fhir.jpa.dao.search.IHSearchSortHelper;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect;
import ca.uhn.fhir.jpa.provider.DaoRegistryResourceSupportedSvc;
import ca.uhn.fhir.jpa.provider.IJpaSystemProvider;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.search.IStaleSearchDeletingSvc;
import ca.uhn.fhir.jpa.search.StaleSearchDeletingSvcImpl;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.jpa.subscription.match.config.SubscriptionProcessorConfig;
import ca.uhn.fhir.jpa.subscription.match.deliver.email.IEmailSender;
import ca.uhn.fhir.jpa.subscription.submit.config.SubscriptionSubmitterConfig;
import ca.uhn.fhir.jpa.util.ResourceCountCache;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.IResourceSupportedSvc;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.interceptor.RequestValidatingInterceptor;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.validation.IValidatorModule;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import jakarta.persistence.EntityManagerFactory;
import java.util.Properties;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** What HAPI's JPA server needs to come up without Spring Boot: its own configurations, and the beans they leave to others. */
@Configuration
@EnableTransactionManagement
@Import({
  JpaR4Config.class,
  ThreadPoolFactoryConfig.class,
  SubscriptionChannelConfig.class,
  SubscriptionProcessorConfig.class,
  SubscriptionSubmitterConfig.class,
  JpaBatch2Config.class,
  Batch2JobsConfig.class
})
public class Setup {
  private static final int CONNECTIONS = 20;

  @Bean
  public JpaStorageSettings storage() {
    var how = new JpaStorageSettings();
    how.setReuseCachedSearchResultsForMillis(null); // a test must find what it has just written
    how.setResourceClientIdStrategy(JpaStorageSettings.ClientIdStrategyEnum.ANY); // PUT Type/id of our choice
    how.setResourceServerIdStrategy(JpaStorageSettings.IdStrategyEnum.UUID);
    how.setEnforceReferentialIntegrityOnWrite(true); // a dangling reference is refused
    how.setMarkResourcesForReindexingUponSearchParameterChange(false);
    how.setHibernateSearchIndexSearchParams(false);
    how.setSchedulingDisabled(true); // nothing in the background
    return how;
  }

  @Bean
  public DataSource database() {
    var pool = JdbcConnectionPool.create(System.getProperty("vagus.jdbc"), "sa", "");
    pool.setMaxConnections(CONNECTIONS);
    return pool;
  }

  @Bean
  @Primary
  public LocalContainerEntityManagerFactoryBean entityManagerFactory(
      DataSource database, ConfigurableListableBeanFactory beans, FhirContext fhir, JpaStorageSettings storage) {
    var hibernate = new Properties();
    hibernate.setProperty("hibernate.dialect", HapiFhirH2Dialect.class.getName());
    hibernate.setProperty("hibernate.hbm2ddl.auto", "update");
    hibernate.setProperty("hibernate.search.enabled", "false");
    hibernate.setProperty("hibernate.cache.use_query_cache", "false");
    hibernate.setProperty("hibernate.cache.use_second_level_cache", "false");
    hibernate.setProperty("hibernate.archive.scanner", "org.hibernate.boot.archive.scan.internal.DisabledScanner");
    var factory = HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, fhir, storage);
    factory.setPersistenceUnitName("vagus");
    factory.setDataSource(database);
    factory.setJpaProperties(hibernate);
    return factory;
  }

  @Bean
  @Primary
  public JpaTransactionManager transactionManager(EntityManagerFactory factory) {
    return new JpaTransactionManager(factory);
  }

  @Bean
  public RestfulServer server(
      FhirContext fhir,
      IFhirSystemDao<?, ?> system,
      IJpaSystemProvider systemProvider,
      ResourceProviderFactory resources,
      DatabaseBackedPagingProvider pages,
      JpaStorageSettings storage,
      ISearchParamRegistry parameters,
      IValidationSupport definitions,
      IValidatorModule validator) {
    var strict = Boolean.getBoolean("vagus.strict");
    if (strict) fhir.setParserErrorHandler(new StrictErrorHandler());
    var server = new RestfulServer(fhir);
    if (strict) {
      var checking = new RequestValidatingInterceptor();
      checking.setFailOnSeverity(ResultSeverityEnum.ERROR);
      checking.addValidatorModule(validator);
      server.registerInterceptor(checking);
    }
    server.registerProviders(resources.createProviders());
    server.registerProvider(systemProvider);
    server.setPagingProvider(pages);
    server.setDefaultResponseEncoding(EncodingEnum.JSON);
    server.setServerConformanceProvider(
        new JpaCapabilityStatementProvider(server, system, storage, parameters, definitions));
    return server;
  }

  @Bean
  public DatabaseBackedPagingProvider pages() {
    return new DatabaseBackedPagingProvider();
  }

  @Bean
  public PartitionSettings partitions() {
    return new PartitionSettings();
  }

  @Bean
  public SubscriptionSettings subscriptions() {
    return new SubscriptionSettings();
  }

  @Bean
  public IResourceSupportedSvc supported(IDaoRegistry all) {
    return new DaoRegistryResourceSupportedSvc(all);
  }

  @Bean(name = "myResourceCountsCache") // HAPI asks for this name
  public ResourceCountCache counts(IFhirSystemDao<?, ?> system) {
    return ResourceCountCacheUtil.newResourceCountCache(system);
  }

  @Bean
  public IEmailSender nobody() {
    return details -> {};
  }

  @Bean
  public IFulltextSearchSvc fulltext() {
    return new FulltextSearchSvcImpl();
  }

  @Bean
  public IStaleSearchDeletingSvc stale() {
    return new StaleSearchDeletingSvcImpl();
  }

  @Bean
  public IHSearchSortHelper sorting(ISearchParamRegistry parameters) {
    return new HSearchSortHelperImpl(parameters);
  }
}
