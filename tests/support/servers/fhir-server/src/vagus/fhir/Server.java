package vagus.fhir;

import ca.uhn.fhir.rest.server.RestfulServer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * A FHIR R4 server on loopback. Arguments: PORT (0: any) and the JDBC address of its H2 database. Prints one line when it is ready:
 * "ready http://127.0.0.1:PORT/fhir". Properties: vagus.strict=true refuses unknown elements and resources that are not valid.
 */
public final class Server {
  public static void main(String[] arguments) throws Exception {
    System.setProperty("vagus.jdbc", arguments[1]);
    var beans = new AnnotationConfigApplicationContext();
    beans.setAllowBeanDefinitionOverriding(true); // HAPI's configurations overlap
    beans.register(Setup.class);
    beans.refresh();

    var web = new org.eclipse.jetty.server.Server();
    var port = new ServerConnector(web);
    port.setHost("127.0.0.1");
    port.setPort(Integer.parseInt(arguments[0]));
    web.addConnector(port);
    var paths = new ServletContextHandler("/");
    var fhir = new ServletHolder(beans.getBean(RestfulServer.class));
    fhir.setInitOrder(1); // before the port opens: the first request would wait for it otherwise
    paths.addServlet(fhir, "/fhir/*");
    web.setHandler(paths);
    web.start();
    System.out.printf("ready http://127.0.0.1:%d/fhir%n", port.getLocalPort());
    web.join();
  }
}
